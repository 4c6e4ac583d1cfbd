int a[-7];
