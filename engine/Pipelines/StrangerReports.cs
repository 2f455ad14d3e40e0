using System.Diagnostics;
using System.Threading.Channels;
using Falcon.Vxlan;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Reports VTEPs that the configuration does not name to the control thread, which may learn them. A flood with forged addresses must not
/// hide a real VTEP. Addresses are spread over slots by a keyed hash. While a slot is quiet, a new address is reported at once. In a flood
/// a slot draws one address sixteen times a second, and reports it if it comes again before the next draw: real senders repeat, forged
/// addresses do not. One worker's, not shared. A report may be lost; a later frame repeats it.
/// </summary>
/// <param name="reports">The channel to the control thread.</param>
internal sealed class StrangerReports(ChannelWriter<UInt128> reports)
{
    private const int Slots = 64;

    private static readonly long s_quiet = Stopwatch.Frequency;
    private static readonly long s_drawEvery = Stopwatch.Frequency / 16;

    private readonly KeyedHash _hash = KeyedHash.Create();
    private readonly Slot[] _slots = new Slot[Slots];

    private struct Slot
    {
        internal UInt128 Address;
        internal long DrawnAt;
        internal long ToldAt;
    }

    /// <summary>Notes a frame from an address that is not in the VTEP table.</summary>
    /// <param name="address">The address in the decapsulator's form.</param>
    /// <param name="now">A timestamp (<see cref="Stopwatch.GetTimestamp"/>).</param>
    public void Note(UInt128 address, long now)
    {
        ref Slot slot = ref _slots[(int)(_hash.Of(address) >> 40) & Slots - 1];
        if (slot.Address == address)
        {
            if (now - slot.ToldAt >= s_quiet) Tell(ref slot, now);
            return;
        }

        long since = now - slot.DrawnAt;
        if (since < s_drawEvery) return;
        slot = new Slot { Address = address, DrawnAt = now, ToldAt = now - s_quiet };
        if (since >= s_quiet) Tell(ref slot, now);
    }

    private void Tell(ref Slot slot, long now)
    {
        slot.ToldAt = now;
        reports.TryWrite(slot.Address);
    }
}
