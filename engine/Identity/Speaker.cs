namespace Falcon.Engine.Identity;

/// <summary>The claimed source of an IPv6 packet.</summary>
/// <param name="Address">The source address; the first byte on the wire is the most significant.</param>
/// <param name="IsOwned">Whether the address is the sending port's.</param>
/// <param name="NowSeconds">The monotonic time in seconds.</param>
internal readonly record struct Speaker(UInt128 Address, bool IsOwned, uint NowSeconds)
{
    /// <summary>Whether the source is unspecified, as for a host that has no address yet.</summary>
    public bool IsUnspecified => Address == 0;
}
