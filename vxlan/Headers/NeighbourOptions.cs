namespace Falcon.Vxlan;

/// <summary>Reads the options of a neighbour discovery message (RFC 4861 section 4.6).</summary>
public static class NeighbourOptions
{
    private const int Unit = 8;
    private const byte SourceLinkLayerAddress = 1;
    private const byte TargetLinkLayerAddress = 2;

    /// <summary>Removes the next option from the front.</summary>
    /// <param name="options">The remaining options; must not be empty.</param>
    /// <param name="isAddress">Whether the option holds a link-layer address, of the source or the target.</param>
    /// <param name="mac">That address.</param>
    /// <returns>False when the option exceeds the end, has length 0, or its address is not a MAC address.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> options, out bool isAddress, out MacAddress mac)
    {
        isAddress = false;
        mac = default;
        if (options.Length < Unit) return false;
        int length = options[1] * Unit;
        if (length == 0 || length > options.Length) return false;
        isAddress = options[0] is SourceLinkLayerAddress or TargetLinkLayerAddress;
        if (isAddress && length != Unit) return false;
        if (isAddress) mac = MacAddress.Read(options[2..]);
        options = options[length..];
        return true;
    }
}
