using Falcon.Vxlan;

namespace Falcon.Engine.Coalescing;

/// <summary>A train under construction. Frames are named by their index in the batch.</summary>
internal struct Train
{
    /// <summary>Its first frame.</summary>
    public int Head;

    /// <summary>Its last frame so far.</summary>
    public int Last;

    /// <summary>Frames in it.</summary>
    public int Frames;

    /// <summary>Payload bytes in it.</summary>
    public int Payload;

    /// <summary>Payload bytes of the first frame; no other may have more.</summary>
    public int SegmentSize;

    /// <summary>TCP: the number that the next segment must start with.</summary>
    public uint NextSequence;

    /// <summary>IPv4: the last frame's identification.</summary>
    public ushort Identification;

    /// <summary>IPv4: whether all frames have the same identification.</summary>
    public bool IdentificationFixed;

    /// <summary>The kind of frames that may join.</summary>
    public TrainKind Kind;

    /// <summary>Whether anything may still join.</summary>
    public bool Open;

    /// <summary>Whether the first frame's checksum was verified.</summary>
    public bool HeadVerified;
}
