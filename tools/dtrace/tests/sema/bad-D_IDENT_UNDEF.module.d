BEGIN { trace(nomod`jiffies); }
