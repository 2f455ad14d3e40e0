namespace Falcon.Vxlan;

/// <summary>
/// The value of a slot in one 64-bit word, so that it changes atomically. From the highest bit: kind of the target (2 bits), its index
/// (20), static flag (1), seen-again flag (1), generation (10), second of the last sighting (30). Kind 0 is a dead slot; it keeps its
/// generation.
/// </summary>
internal readonly record struct FdbValue(ulong Word)
{
    /// <summary>Bits of a target's index.</summary>
    internal const int IndexBits = 20;

    private const int KindShift = 62;
    private const int IndexShift = KindShift - IndexBits;
    private const ulong StaticBit = 1ul << 41;
    private const ulong AgainBit = 1ul << 40;
    private const int GenerationShift = 30;
    private const ulong GenerationMask = 0x3FFul << GenerationShift;
    private const uint StampMask = (1u << GenerationShift) - 1;

    /// <summary>Whether nothing is known.</summary>
    internal bool IsNone => Word >> KindShift == 0;

    internal FdbTarget Target => new((uint)(Word >> KindShift) << FdbTarget.KindShift | (uint)(Word >> IndexShift) & (1u << IndexBits) - 1);

    internal bool IsStatic => (Word & StaticBit) != 0;

    /// <summary>Whether it was seen again in a later second than the one it was learned in. One-time addresses are not.</summary>
    internal bool IsSeenAgain => (Word & AgainBit) != 0;

    internal uint Stamp => (uint)Word & StampMask;

    internal static FdbValue Learned(FdbTarget target, uint nowSeconds) => new(Of(target) | nowSeconds & StampMask);

    internal static FdbValue Static(FdbTarget target) => new(Of(target) | StaticBit);

    /// <summary>The same entry, seen again.</summary>
    internal FdbValue SeenAgain(uint nowSeconds) => new(Word & ~(ulong)StampMask | AgainBit | nowSeconds & StampMask);

    /// <summary>This value with the generation of the slot that it goes to.</summary>
    internal FdbValue InPlaceOf(FdbValue other) => new(Word & ~GenerationMask | other.Word & GenerationMask);

    /// <summary>The dead slot after this value. Its new generation tells readers that the slot's key may change.</summary>
    internal FdbValue Dead() => new(Word + (1ul << GenerationShift) & GenerationMask);

    /// <summary>
    /// Seconds since the last sighting. Negative when another thread's clock was ahead of the caller's. The 30-bit clock may wrap.
    /// </summary>
    internal int Age(uint nowSeconds) => (int)(nowSeconds - (uint)Word << 2) >> 2;

    private static ulong Of(FdbTarget target) =>
        (ulong)(target.Value >> FdbTarget.KindShift) << KindShift | (ulong)(uint)target.Index << IndexShift;
}
