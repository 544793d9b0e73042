package main

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"
)

// privateKey reads the App's key from the variable, or else from the file.
func (c *config) privateKey() (*rsa.PrivateKey, error) {
	name, text := "GITHUB_APP_PRIVATE_KEY", []byte(strings.ReplaceAll(string(c.PrivateKey), `\n`, "\n"))
	if c.PrivateKey == "" {
		if c.PrivateKeyFile == "" {
			return nil, errors.New("GITHUB_APP_PRIVATE_KEY: the App's private key is required, here or in the file that GITHUB_APP_PRIVATE_KEY_FILE names")
		}
		name = "GITHUB_APP_PRIVATE_KEY_FILE"
		var err error
		if text, err = os.ReadFile(c.PrivateKeyFile); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	key, err := parseKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return key, nil
}

// parseKey reads an RSA private key in either of its PEM forms. Its errors
// hold nothing of the text.
func parseKey(text []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("it holds no PEM block; the key begins with -----BEGIN")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("it is not a private key in PEM form")
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("it is not an RSA key")
	}
	return key, nil
}
