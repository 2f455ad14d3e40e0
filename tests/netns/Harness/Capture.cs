namespace Falcon.Netns.Tests.Harness;

/// <summary>tcpdump on one device; not before <see cref="Listen"/> returns it is sure to hear.</summary>
public sealed class Capture : IDisposable
{
    // Long enough for a frame that should not come, and for the kernel to hand over the last that should.
    private static readonly TimeSpan _settle = TimeSpan.FromMilliseconds(300);

    /// <summary>Bytes kept of a frame where nothing else is said: all.</summary>
    internal const int LongestFrame = 262_144;

    private readonly string _path = Path.GetTempFileName();
    private readonly RunningCommand _tcpdump;

    internal Capture(Namespace netns, string device, string filter, string direction, int longest = LongestFrame)
    {
        _tcpdump = netns.Start(
            "tcpdump", "-i", device, "-Q", direction, "-Z", "root", "-U", "--immediate-mode", "-B", "65536", "-s", $"{longest}", "-w", _path, filter);
    }

    public Capture Listen()
    {
        _tcpdump.Says("listening on");
        Assert.False(_tcpdump.HasEnded, _tcpdump.Error);
        return this;
    }

    /// <summary>Stops and returns what was captured; fails when the kernel had to leave frames out.</summary>
    public CaptureFile Stop() => StopAll([this])[0];

    /// <summary>Stops captures that ran side by side.</summary>
    public static IReadOnlyList<CaptureFile> StopAll(IReadOnlyCollection<Capture> captures)
    {
        Thread.Sleep(_settle);
        foreach (var capture in captures) capture._tcpdump.Signal("INT");
        return [.. captures.Select(capture => capture.Finished())];
    }

    private CaptureFile Finished()
    {
        var result = _tcpdump.Ends().Succeeds();
        Assert.Contains("\n0 packets dropped by kernel", result.Error, StringComparison.Ordinal);
        return new CaptureFile(_path);
    }

    public void Dispose()
    {
        _tcpdump.Dispose();
        File.Delete(_path);
    }
}
