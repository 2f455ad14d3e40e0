namespace Falcon.Vxlan;

/// <summary>What the joining rules need to know of one frame besides its bytes.</summary>
public struct TrainCar
{
    /// <summary>Whether it may join others at all.</summary>
    public TrainKind Kind;

    /// <summary>Whether it must be the last of its train: PSH or FIN is set.</summary>
    public bool EndsTrain;

    /// <summary>Bytes behind the transport header.</summary>
    public int Payload;

    /// <summary>TCP: the number of its first payload byte.</summary>
    public uint Sequence;

    /// <summary>IPv4: the identification.</summary>
    public ushort Identification;
}
