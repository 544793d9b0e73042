# escape=`
FROM node:20 `
 AS x
