using Falcon.Engine.Frames;

namespace Falcon.Engine.Pipelines;

/// <summary>The size limit of an overlay.</summary>
internal static class Mtu
{
    private const int EthernetHeader = 14;

    /// <summary>Whether the packet in a frame is larger than <paramref name="mtu"/> bytes.</summary>
    public static bool IsAbove(in Frame frame, int mtu) => frame.Length - EthernetHeader > mtu;
}
