using System.Diagnostics;
using System.Threading.Channels;
using Falcon.Vxlan;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Tells the control thread of VTEPs that nobody configured, so that they can be learned. Who floods with made-up addresses must not keep
/// it from hearing of a real one. Addresses fall into places by a secret hash. While a place is quiet, a new address is told of at once. In
/// a flood a place draws one address sixteen times a second, and tells of it when it comes again before the next draw, as those who talk do
/// and made-up ones do not. One worker's, not shared; what is lost, a later frame tells.
/// </summary>
/// <param name="reports">The control thread's.</param>
internal sealed class StrangerReports(ChannelWriter<UInt128> reports)
{
    private const int Places = 64;

    private static readonly long s_quiet = Stopwatch.Frequency;
    private static readonly long s_drawEvery = Stopwatch.Frequency / 16;

    private readonly KeyedHash _hash = KeyedHash.Create();
    private readonly Place[] _places = new Place[Places];

    private struct Place
    {
        internal UInt128 Address;
        internal long DrawnAt;
        internal long ToldAt;
    }

    /// <summary>Notes a frame from an address that is not in the table.</summary>
    /// <param name="address">The address, as the decapsulator gives it.</param>
    /// <param name="now">A timestamp (<see cref="Stopwatch.GetTimestamp"/>).</param>
    public void Note(UInt128 address, long now)
    {
        ref Place place = ref _places[(int)(_hash.Of(address) >> 40) & Places - 1];
        if (place.Address == address)
        {
            if (now - place.ToldAt >= s_quiet) Tell(ref place, now);
            return;
        }

        long since = now - place.DrawnAt;
        if (since < s_drawEvery) return;
        place = new Place { Address = address, DrawnAt = now, ToldAt = now - s_quiet };
        if (since >= s_quiet) Tell(ref place, now);
    }

    private void Tell(ref Place place, long now)
    {
        place.ToldAt = now;
        reports.TryWrite(place.Address);
    }
}
