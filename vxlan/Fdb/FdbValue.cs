namespace Falcon.Vxlan;

/// <summary>
/// What an entry says, in one 64-bit word so that it changes atomically: target (32 bits), static flag (1 bit), the second of its last
/// sighting (31 bits). 0 is no entry.
/// </summary>
internal readonly record struct FdbValue(ulong Word)
{
    private const int StampBits = 31;
    private const uint StampMask = (1u << StampBits) - 1;
    private const ulong StaticBit = 1ul << StampBits;

    internal FdbTarget Target => new((uint)(Word >> 32));

    internal bool IsStatic => (Word & StaticBit) != 0;

    internal uint Stamp => (uint)Word & StampMask;

    internal static FdbValue Learned(FdbTarget target, uint nowSeconds) => new((ulong)target.Value << 32 | nowSeconds & StampMask);

    internal static FdbValue Static(FdbTarget target) => new((ulong)target.Value << 32 | StaticBit);

    /// <summary>
    /// Seconds since the last sighting. Negative when another thread's clock was ahead of the caller's; the 31-bit clock may wrap.
    /// </summary>
    internal int Age(uint nowSeconds) => (int)(nowSeconds - (uint)Word << 1) >> 1;
}
