namespace Falcon.Engine.Vteps;

/// <summary>
/// The path MTUs to VTEPs as reported by routers (RFC 1191, RFC 8201). A message can only lower a value. A value is forgotten after ten
/// minutes, as in the kernel, so that a larger path MTU is found again. One thread.
/// </summary>
/// <param name="milliseconds">Reads a monotonic clock.</param>
internal sealed class PathMtus(Func<long> milliseconds)
{
    /// <summary>The smallest accepted value on IPv4, so that a forged message cannot make packets arbitrarily small.</summary>
    public const int LeastIpv4 = 576;

    /// <summary>The smallest accepted value on IPv6, where no link has a smaller MTU (RFC 8200, section 5).</summary>
    public const int LeastIpv6 = 1280;

    private const long Lifetime = 600_000;

    private readonly Dictionary<int, (int Mtu, long Until)> _known = [];

    /// <summary>Handles a message about a VTEP.</summary>
    /// <param name="vtep">The VTEP's index.</param>
    /// <param name="mtu">Bytes of the largest outer packet that passes.</param>
    /// <param name="current">The present value; a message that does not lower it is ignored.</param>
    /// <param name="ipv6">Whether the underlay is IPv6.</param>
    /// <returns>Whether the value was accepted.</returns>
    public bool Learn(int vtep, int mtu, int current, bool ipv6)
    {
        if (mtu < (ipv6 ? LeastIpv6 : LeastIpv4) || mtu >= current) return false;
        _known[vtep] = (mtu, milliseconds() + Lifetime);
        return true;
    }

    /// <summary>
    /// Bytes of the largest outer packet that passes to a VTEP; <see cref="int.MaxValue"/> when no router has reported one.
    /// </summary>
    public int Of(int vtep)
    {
        if (!_known.TryGetValue(vtep, out (int Mtu, long Until) known)) return int.MaxValue;
        if (milliseconds() < known.Until) return known.Mtu;
        _known.Remove(vtep);
        return int.MaxValue;
    }

    /// <summary>Forgets a VTEP that is not needed.</summary>
    public void Forget(int vtep) => _known.Remove(vtep);
}
