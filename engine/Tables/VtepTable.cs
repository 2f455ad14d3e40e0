using System.Net;
using System.Numerics;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>
/// The remote VTEPs by address and by index. The data path reads a snapshot; control threads change the table by publishing a new one.
/// VTEPs that the configuration names always have room, others have a share. An index goes to another VTEP only after
/// <see cref="Release"/>, because forwarding entries and frames on their way carry it.
/// </summary>
public sealed class VtepTable
{
    /// <summary>The most VTEPs that the configuration may name at a time.</summary>
    public const int MostConfigured = 4096;

    /// <summary>The most VTEPs that are learned from frames; more are served but not learned.</summary>
    public const int MostStrangers = 1024;

    /// <summary>
    /// The most indices. It is more than the two together, because the index of a removed VTEP is free only after a while.
    /// </summary>
    public const int MostPlaces = 16_384;

    private readonly Lock _changes = new();
    private readonly KeyedHash _hash = KeyedHash.Create();
    private readonly Queue<int> _free = [];
    private volatile Snapshot _current = new([], [], new ushort[2]);
    private long _refused;

    /// <summary>All VTEPs that can be found by address.</summary>
    public ReadOnlySpan<Vtep> All => _current.Known;

    /// <summary>Strangers that were not added because there were too many.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>The number of VTEPs that the configuration does not name.</summary>
    public int Strangers => _current.Known.Count(vtep => !vtep.Configured);

    /// <summary>The VTEP at an index that this table has handed out.</summary>
    public Vtep this[int index] => _current.Places[index];

    /// <summary>Finds an address in the decapsulator's form; -1 when it is unknown.</summary>
    public int Find(UInt128 address)
    {
        Snapshot current = _current;
        int mask = current.Slots.Length - 1;
        for (int slot = SlotOf(address, mask); current.Slots[slot] != 0; slot = slot + 1 & mask)
        {
            int index = current.Slots[slot] - 1;
            if (current.Places[index].Key == address) return index;
        }

        return -1;
    }

    /// <summary>Adds an address that the configuration names, or finds it.</summary>
    /// <returns>The VTEP; null when no index is free.</returns>
    public Vtep? Add(IPAddress address)
    {
        lock (_changes)
        {
            Vtep? vtep = FindOrPlace(VtepAddress.ToUInt128(address), address);
            if (vtep is not null) vtep.Configured = true;
            return vtep;
        }
    }

    /// <summary>Adds an address that frames came from, or finds it.</summary>
    /// <returns>The VTEP; null, and counted in <see cref="Refused"/>, when there are too many.</returns>
    public Vtep? AddStranger(UInt128 address)
    {
        lock (_changes)
        {
            int known = Find(address);
            if (known >= 0) return _current.Places[known];
            Vtep? vtep = Strangers < MostStrangers ? FindOrPlace(address, VtepAddress.ToIPAddress(address)) : null;
            if (vtep is null) Volatile.Write(ref _refused, _refused + 1);
            return vtep;
        }
    }

    /// <summary>
    /// Makes a VTEP that the configuration does not name unfindable. Its index keeps its meaning until <see cref="Release"/>.
    /// </summary>
    /// <returns>False when the configuration names it.</returns>
    public bool Withdraw(Vtep vtep)
    {
        ArgumentNullException.ThrowIfNull(vtep);
        lock (_changes)
        {
            if (vtep.Configured) return false;
            Publish([.. _current.Known.Where(other => other != vtep)], _current.Places);
            return true;
        }
    }

    /// <summary>Frees the index of a withdrawn VTEP; no frame and no forwarding entry may carry it.</summary>
    public void Release(Vtep vtep)
    {
        ArgumentNullException.ThrowIfNull(vtep);
        lock (_changes) _free.Enqueue(vtep.Index);
    }

    private Vtep? FindOrPlace(UInt128 key, IPAddress address)
    {
        int known = Find(key);
        if (known >= 0) return _current.Places[known];
        Vtep[] places = _current.Places;
        if (!_free.TryDequeue(out int place)) place = places.Length;
        if (place == MostPlaces) return null;
        var vtep = new Vtep(place, address);
        Publish(
            [.. _current.Known, vtep],
            place == places.Length ? [.. places, vtep] : [.. places.Select(other => other.Index == place ? vtep : other)]);
        return vtep;
    }

    private void Publish(Vtep[] known, Vtep[] places)
    {
        ushort[] slots = new ushort[(int)BitOperations.RoundUpToPowerOf2((uint)known.Length * 2 + 1)];
        foreach (Vtep vtep in known)
        {
            int slot = SlotOf(vtep.Key, slots.Length - 1);
            while (slots[slot] != 0) slot = slot + 1 & slots.Length - 1;
            slots[slot] = (ushort)(vtep.Index + 1);
        }

        _current = new Snapshot(known, places, slots);
    }

    private int SlotOf(UInt128 address, int mask) => (int)(_hash.Of(address) >> 40) & mask;

    /// <summary>
    /// The VTEPs that can be found, all VTEPs by index, and a hash table with open addressing over the former; a slot holds an index plus
    /// one.
    /// </summary>
    private sealed record Snapshot(Vtep[] Known, Vtep[] Places, ushort[] Slots);
}
