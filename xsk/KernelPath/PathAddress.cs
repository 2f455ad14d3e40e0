namespace Falcon.Xsk.KernelPath;

/// <summary>A MAC address of an overlay, as a key in managed code.</summary>
internal readonly record struct PathAddress(uint Vni, ulong Mac)
{
    private const int MacLength = 6;

    /// <exception cref="ArgumentException">The MAC address has another length.</exception>
    public PathAddress(uint vni, ReadOnlySpan<byte> mac) : this(vni, Pack(mac))
    {
    }

    private static ulong Pack(ReadOnlySpan<byte> mac)
    {
        if (mac.Length != MacLength)
            throw new ArgumentException($"a MAC address has {MacLength} bytes, not {mac.Length}", nameof(mac));
        ulong packed = 0;
        foreach (byte part in mac) packed = packed << 8 | part;
        return packed;
    }
}
