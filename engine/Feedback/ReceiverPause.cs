using Falcon.Xsk.Programs;


namespace Falcon.Engine.Feedback;

/// <summary>What a worker keeps of a receiver that refused datagrams.</summary>
internal struct ReceiverPause
{
    /// <summary>Who it is.</summary>
    public ReceiverKey Receiver;

    /// <summary>The container's port.</summary>
    public int Port;

    /// <summary>Frames sent to it since its gate's span last changed.</summary>
    public int Sent;

    /// <summary>It gets nothing before; a <see cref="System.Diagnostics.Stopwatch"/> timestamp.</summary>
    public long Until;
}
