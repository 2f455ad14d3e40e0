namespace Falcon.Vxlan;

/// <summary>What the joining rules need to know of one frame, besides its bytes.</summary>
public struct TrainCar
{
    /// <summary>What it may join; <see cref="TrainKind.None"/> for a frame that travels alone.</summary>
    public TrainKind Kind;

    /// <summary>Whether it must be the last of its train, because PSH or FIN is set.</summary>
    public bool EndsTrain;

    /// <summary>Bytes after the transport header.</summary>
    public int Payload;

    /// <summary>TCP: the sequence number.</summary>
    public uint Sequence;

    /// <summary>IPv4: the identification.</summary>
    public ushort Identification;
}
