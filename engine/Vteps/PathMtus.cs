namespace Falcon.Engine.Vteps;

/// <summary>
/// What routers on the way say is the largest packet that passes to a VTEP (RFC 1191, RFC 8201). Lowered by each message, forgotten after
/// ten minutes as the kernel does, so that a larger path is found again. One thread.
/// </summary>
/// <param name="milliseconds">A monotonic clock.</param>
internal sealed class PathMtus(Func<long> milliseconds)
{
    /// <summary>Smallest value that is believed on IPv4: a forged message must not make packets arbitrarily small.</summary>
    public const int LeastIpv4 = 576;

    /// <summary>The same on IPv6, where no link is smaller (RFC 8200, section 5).</summary>
    public const int LeastIpv6 = 1280;

    private const long Lifetime = 600_000;

    private readonly Dictionary<int, (int Mtu, long Until)> _known = [];

    /// <summary>Takes a message about a VTEP.</summary>
    /// <param name="vtep">Index of the VTEP.</param>
    /// <param name="mtu">Bytes of the largest outer packet that passes.</param>
    /// <param name="current">What passes as far as was known; a message that does not lower it is no news.</param>
    /// <param name="ipv6">The family of the underlay.</param>
    /// <returns>Whether it was believed.</returns>
    public bool Learn(int vtep, int mtu, int current, bool ipv6)
    {
        if (mtu < (ipv6 ? LeastIpv6 : LeastIpv4) || mtu >= current) return false;
        _known[vtep] = (mtu, milliseconds() + Lifetime);
        return true;
    }

    /// <summary>Largest outer packet that passes to a VTEP, in bytes; <see cref="int.MaxValue"/> when nobody said.</summary>
    public int Of(int vtep)
    {
        if (!_known.TryGetValue(vtep, out (int Mtu, long Until) known)) return int.MaxValue;
        if (milliseconds() < known.Until) return known.Mtu;
        _known.Remove(vtep);
        return int.MaxValue;
    }

    /// <summary>A VTEP that nobody needs.</summary>
    public void Forget(int vtep) => _known.Remove(vtep);
}
