BEGIN { trace(``jiffies); }
