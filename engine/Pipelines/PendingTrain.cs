namespace Falcon.Engine.Pipelines;

/// <summary>A train, or a single frame, that waits to be copied to its receivers.</summary>
internal struct PendingTrain
{
    /// <summary>The ports that get a copy, in order: the overlay's ports when the train came.</summary>
    public int[] Ports;

    /// <summary>The VTEPs that get a copy, after the ports.</summary>
    public int[] Peers;

    /// <summary>Receivers that are done.</summary>
    public int Done;

    /// <summary>Frames in the train.</summary>
    public int Frames;

    /// <summary>When it came, in Stopwatch ticks.</summary>
    public long Since;

    /// <summary>The epoch in which it came.</summary>
    public long Epoch;

    /// <summary>The first slot of the account's next train.</summary>
    public ushort Next;

    /// <summary>The number of receivers.</summary>
    public readonly int Receivers => Ports.Length + Peers.Length;
}
