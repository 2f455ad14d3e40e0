using System.Diagnostics;

namespace Falcon.Netns.Tests.Harness;

/// <summary>
/// Waits for a state that the kernel or the daemon comes to in its own time. The limit is reached only when it never comes.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);
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
