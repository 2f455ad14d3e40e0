using Falcon.Engine.Frames;
using Falcon.Xsk.Memory;

namespace Falcon.Bench.Pipelines;

/// <summary>A UMEM each chunk of which holds a VXLAN frame, the flows in turns.</summary>
public sealed class PrefilledUmem : IDisposable
{
    private const int OuterHeaders = 50;

    /// <summary>Bytes of inner headers that joining may write to.</summary>
    private const int Headers = 54;

    private readonly byte[] _pristine;
    private readonly ushort[] _lengths;

    /// <param name="chunks">Frames; no more than an inbox holds, so that none overflows.</param>
    /// <param name="flows">Flows that take turns.</param>
    /// <param name="payload">Bytes behind the inner UDP header.</param>
    public PrefilledUmem(int chunks, int flows, int payload)
    {
        Umem = Umem.Allocate(chunks);
        _pristine = new byte[chunks * Headers];
        _lengths = new ushort[chunks];
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            byte[] frame = SampleFrames.Vxlan(SampleFrames.Udp(payload, (ushort)(1000 + chunk % flows)));
            frame.CopyTo(Umem.Slice((uint)(chunk * Umem.ChunkSize + FrameLayout.XdpHeadroom), frame.Length));
            frame.AsSpan(OuterHeaders, Headers).CopyTo(_pristine.AsSpan(chunk * Headers));
            _lengths[chunk] = (ushort)frame.Length;
        }
    }

    public Umem Umem { get; }

    /// <summary>The frame that lies in a chunk, as the wire brings it.</summary>
    public Frame FrameIn(uint chunk) => new()
    {
        Offset = chunk + FrameLayout.XdpHeadroom,
        Length = _lengths[chunk / (uint)Umem.ChunkSize],
    };

    /// <summary>Undoes what joining wrote into the first frame of a train.</summary>
    public void Restore(in Frame head) =>
        _pristine.AsSpan((int)(head.Offset / (uint)Umem.ChunkSize) * Headers, Headers).CopyTo(Umem.Slice(head.Offset, Headers));

    public void Dispose() => Umem.Dispose();
}
