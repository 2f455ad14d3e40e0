namespace Falcon.Netns.Tests.Harness;

/// <summary>Captures that run side by side.</summary>
public sealed class CaptureSet(IEnumerable<Capture> captures) : IDisposable
{
    private readonly Capture[] _captures = [.. captures];

    /// <summary>Stops them; the files are in the captures' order.</summary>
    public IReadOnlyList<CaptureFile> Stop() => Capture.StopAll(_captures);

    public void Dispose() => Array.ForEach(_captures, capture => capture.Dispose());
}
