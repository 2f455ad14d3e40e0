using System.Diagnostics;

namespace Falcon.Testing;

/// <summary>
/// Waits for a state that the kernel or the daemon reaches in its own time. The limit only ends a wait for a state that never comes.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <exception cref="TimeoutException">The condition did not come true within the limit; the message is
    /// <paramref name="otherwise"/>.</exception>
    public static void True(Func<bool> condition, Func<string> otherwise, TimeSpan? limit = null)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed >= (limit ?? s_limit)) throw new TimeoutException(otherwise());
            Thread.Sleep(s_pause);
        }
    }

    /// <exception cref="TimeoutException">The condition did not come true within the limit.</exception>
    public static void True(Func<bool> condition, string otherwise, TimeSpan? limit = null) => True(condition, () => otherwise, limit);
}
