namespace Falcon.Engine.Tables;

/// <summary>
/// VNI → overlay index. Immutable. Open addressing with a load of at most one half, so a miss ends within a probe or two.
/// </summary>
public sealed class VniTable
{
    /// <summary>Stands for no VNI; VNIs have 24 bits.</summary>
    public const uint None = uint.MaxValue;

    private readonly uint[] _vnis;
    private readonly ushort[] _overlays;
    private readonly int _shift;

    /// <summary>
    /// Builds the table. The position of a VNI in the list is its overlay's index; <see cref="None"/> stands for a position without an
    /// overlay.
    /// </summary>
    public VniTable(ReadOnlySpan<uint> vnis)
    {
        int bits = Math.Max(1, 33 - int.LeadingZeroCount(Math.Max(1, vnis.Length)));
        _shift = 32 - bits;
        _vnis = new uint[1 << bits];
        _overlays = new ushort[1 << bits];
        Array.Fill(_vnis, None);
        for (int i = 0; i < vnis.Length; i++)
        {
            if (vnis[i] == None) continue;
            int slot = SlotOf(vnis[i]);
            while (_vnis[slot] != None) slot = slot + 1 & _vnis.Length - 1;
            _vnis[slot] = vnis[i];
            _overlays[slot] = (ushort)i;
        }
    }

    /// <summary>Looks a VNI up; false when no overlay has it.</summary>
    public bool TryFind(uint vni, out ushort overlay)
    {
        uint[] vnis = _vnis;
        int slot = SlotOf(vni);
        while (true)
        {
            if (vnis[slot] == vni)
            {
                overlay = _overlays[slot];
                return true;
            }

            if (vnis[slot] == None)
            {
                overlay = 0;
                return false;
            }

            slot = slot + 1 & vnis.Length - 1;
        }
    }

    /// <summary>Fibonacci hashing: the high bits of a product with 2³² / φ.</summary>
    private int SlotOf(uint vni) => (int)(vni * 2_654_435_769u >> _shift);
}
