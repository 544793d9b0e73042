package main

import (
	"context"
	"io"
	"log/slog"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestDemoPageInABrowser drives the demo's page as a visitor does: reads the
// pull request, asks for a recheck, and sees the answer come without a reload.
func TestDemoPageInABrowser(t *testing.T) {
	t.Parallel()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed: the demo's page is not tried in a browser")
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	s, err := newStage(ctx, "127.0.0.1:0", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	if err := s.tell(ctx, io.Discard); err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	browser, stop := chromedp.NewExecAllocator(ctx, options...)
	defer stop()
	tab, leave := chromedp.NewContext(browser)
	defer leave()
	var before, after float64
	err = chromedp.Run(tab,
		chromedp.Navigate(s.web+"/acme/shop/pull/1"),
		chromedp.WaitVisible(`//td[contains(., "USER node")] | //*[contains(text(), "USER node")]`, chromedp.BySearch),
		chromedp.Evaluate(`performance.timeOrigin`, &before),
		chromedp.SetValue("#say", "/nodedock recheck", chromedp.ByQuery),
		chromedp.Click(`form[action$="/comment"] button.main`, chromedp.ByQuery),
		chromedp.WaitVisible(`.reactions span[title="rocket"]`, chromedp.ByQuery),
		chromedp.Evaluate(`performance.timeOrigin`, &after),
	)
	if err != nil {
		t.Fatal(err)
	}
	if before != after {
		t.Error("the page was loaded again")
	}
}
