a:b:c, read:, c {}
