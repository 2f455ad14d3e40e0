using System.Net;

namespace Falcon.Engine.Tables;

/// <summary>
/// Remote VTEPs by address and by index. The data path reads a snapshot; the control thread adds by publishing a new one.
/// Indices are never reused, so a forwarding entry cannot come to name another VTEP.
/// </summary>
public sealed class VtepTable
{
    /// <summary>Most VTEPs held; strangers beyond it are served but not learned.</summary>
    public const int Capacity = 4096;

    private readonly Lock _adding = new();
    private volatile Snapshot _current = new([], new ushort[2]);

    /// <summary>All VTEPs, by index.</summary>
    public ReadOnlySpan<Vtep> All => _current.Vteps;

    /// <summary>The VTEP at an index that this table has handed out.</summary>
    public Vtep this[int index] => _current.Vteps[index];

    /// <summary>Finds an address as the decapsulator gives it; -1 when it is unknown.</summary>
    public int Find(UInt128 address)
    {
        Snapshot current = _current;
        int mask = current.Slots.Length - 1;
        for (int slot = HashOf(address) & mask; current.Slots[slot] != 0; slot = slot + 1 & mask)
        {
            int index = current.Slots[slot] - 1;
            if (current.Vteps[index].Key == address) return index;
        }

        return -1;
    }

    /// <summary>Adds an address, or finds it where it is already there. Null when the table is full.</summary>
    public Vtep? Add(IPAddress address)
    {
        lock (_adding)
        {
            var vtep = new Vtep(_current.Vteps.Length, address);
            int known = Find(vtep.Key);
            if (known >= 0) return _current.Vteps[known];
            if (vtep.Index == Capacity) return null;
            _current = Snapshot.Of([.. _current.Vteps, vtep]);
            return vtep;
        }
    }

    private static int HashOf(UInt128 address)
    {
        ulong folded = (ulong)address ^ (ulong)(address >> 64);
        return (int)(folded * 0x9E37_79B9_7F4A_7C15 >> 33);
    }

    /// <summary>The list and an open-addressed index over it; a slot holds the VTEP's index plus one, 0 is empty.</summary>
    private sealed record Snapshot(Vtep[] Vteps, ushort[] Slots)
    {
        public static Snapshot Of(Vtep[] vteps)
        {
            var slots = new ushort[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)vteps.Length * 2 + 1)];
            foreach (Vtep vtep in vteps)
            {
                int slot = HashOf(vtep.Key) & slots.Length - 1;
                while (slots[slot] != 0) slot = slot + 1 & slots.Length - 1;
                slots[slot] = (ushort)(vtep.Index + 1);
            }

            return new Snapshot(vteps, slots);
        }
    }
}
