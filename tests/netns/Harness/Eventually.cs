using System.Diagnostics;

namespace Falcon.Netns.Tests.Harness;

/// <summary>Waits for what the kernel or the daemon does in its own time.</summary>
public static class Eventually
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    public static void True(Func<bool> condition, Func<string> otherwise, TimeSpan? limit = null)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < (limit ?? _limit), otherwise());
            Thread.Sleep(_pause);
        }
    }

    public static void True(Func<bool> condition, string otherwise, TimeSpan? limit = null) => True(condition, () => otherwise, limit);
}
