namespace Falcon.Netns.Tests.Harness;

/// <summary>Captures that run side by side.</summary>
public sealed class CaptureSet : IDisposable
{
    private readonly Capture[] _captures;

    public CaptureSet(IEnumerable<(Namespace Netns, string Device)> places, string filter, string direction)
    {
        _captures = [.. places.Select(place => new Capture(place.Netns, place.Device, filter, direction))];
        foreach (Capture capture in _captures) capture.Listen();
    }

    /// <summary>Stops all captures; returns the files in the same order.</summary>
    public IReadOnlyList<CaptureFile> Stop() => Capture.StopAll(_captures);

    public void Dispose() => Array.ForEach(_captures, capture => capture.Dispose());
}
