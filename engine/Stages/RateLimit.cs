namespace Falcon.Engine.Stages;

/// <summary>So many a second; one worker's, not shared.</summary>
/// <param name="perSecond">How many are allowed within one second of the engine's clock.</param>
internal sealed class RateLimit(int perSecond)
{
    private uint _second;
    private int _used;

    /// <summary>Takes one when there is one left.</summary>
    public bool Allow(uint nowSeconds)
    {
        if (nowSeconds != _second) (_second, _used) = (nowSeconds, 0);
        if (_used == perSecond) return false;
        _used++;
        return true;
    }
}
