/** Con qué se entra a la página medida. */
export const TOKEN_SOCKETS = 'token-de-los-sockets-medidos'
