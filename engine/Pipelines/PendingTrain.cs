namespace Falcon.Engine.Pipelines;

/// <summary>A train, or a single frame, that is being copied to its receivers.</summary>
internal struct PendingTrain
{
    /// <summary>The ports that get a copy, in this order; as the overlay's list was when the train came.</summary>
    public int[] Ports;

    /// <summary>The VTEPs that get a copy, after the ports.</summary>
    public int[] Peers;

    /// <summary>Receivers that have been seen to.</summary>
    public int Done;

    /// <summary>Frames in the train.</summary>
    public int Frames;

    /// <summary>When it came, in ticks of Stopwatch.</summary>
    public long Since;

    /// <summary>The epoch in which it came.</summary>
    public long Epoch;

    /// <summary>The first place of the next train of the same account.</summary>
    public ushort Next;

    /// <summary>All receivers.</summary>
    public readonly int Receivers => Ports.Length + Peers.Length;
}
