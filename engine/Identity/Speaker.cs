namespace Falcon.Engine.Identity;

/// <summary>Who an IPv6 packet says it is from.</summary>
/// <param name="Address">Its source, first byte on the wire most significant.</param>
/// <param name="IsOwned">Whether that is the sending port's.</param>
/// <param name="NowSeconds">Monotonic seconds.</param>
internal readonly record struct Speaker(UInt128 Address, bool IsOwned, uint NowSeconds)
{
    /// <summary>Whether it says nothing, as a host does that has no address yet.</summary>
    public bool IsUnspecified => Address == 0;
}
