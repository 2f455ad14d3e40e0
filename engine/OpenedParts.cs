namespace Falcon.Engine;

/// <summary>
/// What the engine has opened, to be closed in the reverse order: workers end before their lanes close, lanes before the memory they write
/// to is unmapped.
/// </summary>
internal sealed class OpenedParts : IDisposable
{
    private readonly Stack<IDisposable> _parts = [];

    /// <summary>Takes charge of a part.</summary>
    /// <returns>The part.</returns>
    public T Add<T>(T part)
        where T : IDisposable
    {
        _parts.Push(part);
        return part;
    }

    /// <summary>Closes all; once.</summary>
    public void Dispose()
    {
        while (_parts.TryPop(out IDisposable? part)) part.Dispose();
    }
}
