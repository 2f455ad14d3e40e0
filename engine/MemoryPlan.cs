using System.Net.Sockets;
using Falcon.Engine.Events;
using Falcon.Engine.Frames;
using Falcon.Engine.Topology;
using Falcon.Engine.Uplinks;

namespace Falcon.Engine;

/// <summary>What memory and sockets are made for; it does not change while the engine runs.</summary>
/// <param name="ChunkSize">Bytes of a chunk of the UMEM, one frame each.</param>
/// <param name="LargestMtu">
/// The largest MTU of an overlay: that of the start, and what uplinks and chunks of that size carry anyway.
/// </param>
internal sealed record MemoryPlan(int ChunkSize, int LargestMtu)
{
    private const int UsualMtu = 1500;
    private const int MostHeaders = 14 + 70; // Ethernet inside, at most so much around

    /// <summary>The largest frame that fits a chunk.</summary>
    public int LargestFrame => FrameLayout.LargestFrame(ChunkSize);

    /// <summary>Plans for the overlays of the start.</summary>
    /// <exception cref="DataplaneException">An MTU does not fit.</exception>
    public static MemoryPlan For(IReadOnlyList<WantedOverlay> overlays, Underlay underlay)
    {
        int largest = overlays.Select(overlay => overlay.Mtu).DefaultIfEmpty(UsualMtu).Max();
        int chunkSize = ChunkSizeFor(largest);
        int carried = Math.Min(
            Uplink.InnerMtu(underlay.Smallest.MtuAtStart, AddressFamily.InterNetwork), FrameLayout.LargestFrame(chunkSize) - MostHeaders);
        return new MemoryPlan(chunkSize, Math.Max(largest, carried));
    }

    private static int ChunkSizeFor(int mtu)
    {
        foreach (int size in (ReadOnlySpan<int>)[2048, 4096])
        {
            if (mtu + MostHeaders <= FrameLayout.LargestFrame(size)) return size;
        }

        throw new DataplaneException(
            $"an overlay mtu of {mtu} does not fit a UMEM chunk; at most {FrameLayout.LargestFrame(4096) - MostHeaders}");
    }
}
