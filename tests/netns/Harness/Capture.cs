namespace Falcon.Netns.Tests.Harness;

/// <summary>tcpdump on one device. It is sure to capture only after <see cref="Listen"/> has returned.</summary>
public sealed class Capture : IDisposable
{
    // For a frame that should not come.
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(30);

    /// <summary>Bytes kept of a frame by default: all.</summary>
    internal const int LongestFrame = 262_144;

    private readonly string _path = Path.GetTempFileName();
    private readonly RunningCommand _tcpdump;

    internal Capture(Namespace netns, string device, string filter, string direction, int longest = LongestFrame)
    {
        _tcpdump = netns.Start(
            "tcpdump", "-i", device, "-Q", direction, "-Z", "root", "-U", "--immediate-mode", "-B", "65536",
            "-s", $"{longest}", "-w", _path, filter);
    }

    public Capture Listen()
    {
        _tcpdump.Says("listening on");
        Assert.False(_tcpdump.HasEnded, _tcpdump.Error);
        return this;
    }

    /// <summary>Stops and returns what was captured. Fails if the kernel dropped frames.</summary>
    public CaptureFile Stop() => StopAll([this])[0];

    /// <summary>Stops captures that ran side by side.</summary>
    public static IReadOnlyList<CaptureFile> StopAll(IReadOnlyCollection<Capture> captures)
    {
        Thread.Sleep(s_settle);
        foreach (Capture capture in captures) capture.CatchUp();
        foreach (Capture capture in captures) capture._tcpdump.Signal(Signal.Interrupt);
        return [.. captures.Select(capture => capture.Finished())];
    }

    /// <summary>
    /// Waits until tcpdump, which may have had no CPU, has written what the kernel holds for it: until it reports the same twice.
    /// </summary>
    private void CatchUp()
    {
        string said = "";
        Eventually.True(
            () =>
            {
                string before = said;
                said = Says();
                if (said != before) Thread.Sleep(s_pause);
                return said == before || _tcpdump.HasEnded;
            },
            () => $"{_tcpdump.Command} does not come to rest: {said}");
    }

    /// <summary>Its report of what it has captured so far; it writes one on SIGUSR1.</summary>
    private string Says()
    {
        int heard = _tcpdump.Error.Split('\n').Length;
        _tcpdump.Signal(Signal.User1);
        Eventually.True(
            () => _tcpdump.HasEnded || _tcpdump.Error.Split('\n').Length > heard,
            () => $"{_tcpdump.Command} says nothing\n{_tcpdump.Error}");
        return _tcpdump.Error.TrimEnd().Split('\n')[^1];
    }

    private CaptureFile Finished()
    {
        CommandResult result = _tcpdump.Ends().Succeeds();
        Assert.Contains("\n0 packets dropped by kernel", result.Error, StringComparison.Ordinal);
        return new CaptureFile(_path);
    }

    public void Dispose()
    {
        _tcpdump.Dispose();
        File.Delete(_path);
    }
}
