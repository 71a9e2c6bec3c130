"""Log-in through an identity provider of the government: OpenID Connect, authorization code with PKCE and nonce.

allauth speaks the protocol; here every answer is checked as OpenID Connect Core 3.1.3.7 demands, and who may enter.
"""
