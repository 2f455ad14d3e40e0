using System.Net.Sockets;
using Falcon.Engine.Events;
using Falcon.Engine.Frames;
using Falcon.Engine.Topology;
using Falcon.Engine.Uplinks;

namespace Falcon.Engine;

/// <summary>The sizes that memory and sockets are made for. They do not change while the engine runs.</summary>
/// <param name="ChunkSize">Bytes of one UMEM chunk, which holds one frame.</param>
/// <param name="LargestMtu">
/// The largest MTU an overlay can have, in bytes: the largest at the start, or more where the uplinks and the chunk size allow it.
/// </param>
internal sealed record MemoryPlan(int ChunkSize, int LargestMtu)
{
    private const int UsualMtu = 1500;
    private const int MostHeaders = 14 + 70; // the inner Ethernet header, and at most 70 bytes of outer headers

    /// <summary>Bytes of the largest frame that fits a chunk.</summary>
    public int LargestFrame => FrameLayout.LargestFrame(ChunkSize);

    /// <summary>Plans for the overlays at the start.</summary>
    /// <exception cref="DataplaneException">The MTU of an overlay does not fit a UMEM chunk.</exception>
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
