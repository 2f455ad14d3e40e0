namespace Falcon.Pktgen;

/// <summary>
/// How long a generator's frames are, in bytes from the Ethernet header on and without FCS: all the same, or the simple IMIX, 7 : 4 : 1 of
/// frames of 64, 570 and 1,518 bytes (with FCS) on the wire.
/// </summary>
public sealed class FrameLengths
{
    private const int Fcs = 4;
    private static readonly int[] s_imix = [64, 570, 64, 570, 64, 1518, 64, 570, 64, 570, 64, 64];
    private readonly ushort[] _pattern;

    private FrameLengths(ushort[] pattern) => _pattern = pattern;

    /// <summary>All frames are of one length.</summary>
    public static FrameLengths Fixed(int length) => new([checked((ushort)length)]);

    /// <summary>
    /// The simple IMIX; a frame that is too short to hold the headers and <see cref="PayloadHeader"/> is as long as it must be.
    /// </summary>
    /// <param name="shortest">Bytes of the shortest frame that is possible.</param>
    public static FrameLengths Imix(int shortest) => new([.. s_imix.Select(length => (ushort)Math.Max(length - Fcs, shortest))]);

    /// <summary>The lengths that take turns: one, or 12 for IMIX.</summary>
    public ReadOnlySpan<ushort> Pattern => _pattern;

    /// <summary>The longest frame.</summary>
    public int Longest => _pattern.Max();

    /// <summary>The length of one frame: each flow goes through the pattern, and each starts at another place.</summary>
    public int this[ushort flow, ulong sequence] =>
        _pattern.Length == 1 ? _pattern[0] : _pattern[(flow + sequence) % (ulong)_pattern.Length];
}
