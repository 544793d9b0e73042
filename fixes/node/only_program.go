package node

// onlyProgram are packages that bring one program of another name, which npx runs
// when it is given the package's.
var onlyProgram = map[string]string{
	"@nestjs/cli": "nest", "@angular/cli": "ng", "@vue/cli-service": "vue-cli-service", "@babel/cli": "babel", "@babel/node": "babel-node",
	"@remix-run/dev": "remix", "@remix-run/serve": "remix-serve", "@strapi/strapi": "strapi", "@sveltejs/kit": "svelte-kit", "@craco/craco": "craco",
	"@ionic/cli": "ionic", "@react-router/dev": "react-router", "@react-router/serve": "react-router-serve", "@swc/cli": "swc", "@redwoodjs/core": "rw",
}
