# Subroutines on numbers, byte order, devices, addresses in memory
args: -qs $SCRIPT
--- script
BEGIN
{
	printf("%x %x %x\n", htons(0x1234), htonl(0x12345678), htonll(0x0102030405060708));
	printf("%x %x %x\n", ntohs(0x1234), ntohl(0x12345678), ntohll(0x0102030405060708));
	printf("%d %d %d\n", getmajor((8 << 20) | 3), getminor((8 << 20) | 3), (rand() & 0) == 0);
	this->a = (char *)alloca(16);
	this->a[0] = 10;
	this->a[3] = 1;
	printf("%s %s\n", inet_ntoa((ipaddr_t *)this->a), inet_ntop(2, this->a));
	this->b = (char *)alloca(16);
	bcopy(this->a, this->b, 4);
	printf("%s\n", link_ntop(1, this->b));
	exit(0);
}
--- stdout $
3412 78563412 807060504030201$
3412 78563412 807060504030201$
8 3 1$
10.0.0.1 10.0.0.1$
0a:00:00:01:00:00$
$
--- status 0
