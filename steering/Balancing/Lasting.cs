namespace Falcon.Steering.Balancing;

/// <summary>A condition that counts once it has held without interruption for some time.</summary>
internal sealed class Lasting(TimeSpan duration)
{
    private TimeSpan? _since;

    /// <summary>Whether it has held long enough by now.</summary>
    public bool Holds(bool condition, TimeSpan now)
    {
        _since = condition ? _since ?? now : null;
        return _since is { } since && now - since >= duration;
    }
}
