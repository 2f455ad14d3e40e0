using Falcon.Xsk.Programs;


namespace Falcon.Engine.Feedback;

/// <summary>A worker's state of one receiver that refused datagrams.</summary>
internal struct ReceiverPause
{
    /// <summary>The receiver.</summary>
    public ReceiverKey Receiver;

    /// <summary>The container's port.</summary>
    public int Port;

    /// <summary>Frames sent to it since its gate's span last changed.</summary>
    public int Sent;

    /// <summary>When the pause ends: a <see cref="System.Diagnostics.Stopwatch"/> timestamp.</summary>
    public long Until;
}
