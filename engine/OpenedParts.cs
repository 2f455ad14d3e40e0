namespace Falcon.Engine;

/// <summary>
/// The parts that the engine has opened, closed in reverse order: workers end before their lanes close, and lanes close before their memory
/// is unmapped.
/// </summary>
internal sealed class OpenedParts : IDisposable
{
    private readonly Stack<IDisposable> _parts = [];

    /// <summary>Adds a part, to be disposed with the others.</summary>
    /// <returns>The part.</returns>
    public T Add<T>(T part)
        where T : IDisposable
    {
        _parts.Push(part);
        return part;
    }

    /// <summary>Disposes all parts once.</summary>
    public void Dispose()
    {
        while (_parts.TryPop(out IDisposable? part)) part.Dispose();
    }
}
