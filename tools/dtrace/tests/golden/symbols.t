# Addresses that are no symbols print as numbers
args: -qs $SCRIPT
--- script
BEGIN
{
	sym(1); func(1); mod(1); uaddr(1); usym(1); ufunc(1); umod(1);
	exit(0);
}
--- status 0
