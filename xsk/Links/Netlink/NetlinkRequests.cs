namespace Falcon.Xsk.Links.Netlink;

/// <summary>Sends requests and collects their answers, one at a time. Not thread-safe.</summary>
internal sealed class NetlinkRequests : IDisposable
{
    private const int MaxAttempts = 8;

    // netlink(7) asks for at least 8 KiB; the kernel sends up to 32 KiB of a dump at once.
    private readonly byte[] _received = new byte[32 * 1024];
    private readonly byte[] _request = new byte[2 * 1024];
    private readonly NetlinkSocket _socket = NetlinkSocket.Open();
    private uint _sequence;

    /// <summary>Starts a request. The buffer belongs to this object: send the request before starting another.</summary>
    public NetlinkWriter Begin(ushort type, ushort flags) => new(_request, type, (ushort)(flags | Rtnl.NLM_F_ACK));

    /// <summary>Sends a request and waits for its acknowledgement.</summary>
    /// <param name="request">From <see cref="Begin"/>.</param>
    /// <param name="attempt">What is attempted, for error messages.</param>
    /// <param name="onMessage">Called for each message of the answer.</param>
    /// <exception cref="RtNetlinkException">The kernel refused.</exception>
    public void Send(in NetlinkWriter request, string attempt, NetlinkMessageHandler? onMessage = null) =>
        Exchange(request.Finish(++_sequence), attempt, onMessage);

    /// <summary>Sends a dump request, again until the list did not change while it was read.</summary>
    /// <param name="request">From <see cref="Begin"/>, with NLM_F_DUMP.</param>
    /// <param name="attempt">What is attempted, for error messages.</param>
    /// <param name="restart">Called before a new attempt: forget all messages so far.</param>
    /// <param name="onMessage">Called for each message of the answer.</param>
    public void Dump(in NetlinkWriter request, string attempt, Action restart, NetlinkMessageHandler onMessage)
    {
        for (int i = 0; i < MaxAttempts; i++)
        {
            restart();
            if (Exchange(request.Finish(++_sequence), attempt, onMessage))
                return;
        }
        throw new RtNetlinkException($"{attempt}: the list changed faster than it could be read");
    }

    public void Dispose() => _socket.Dispose();

    private bool Exchange(ReadOnlySpan<byte> request, string attempt, NetlinkMessageHandler? onMessage)
    {
        _socket.Send(request);
        bool consistent = true;
        while (true)
        {
            int length = _socket.Receive(_received);
            if (length == NetlinkSocket.Overrun)
                throw new RtNetlinkException($"{attempt}: the kernel dropped its answer");
            if (length == NetlinkSocket.Nothing)
                throw new RtNetlinkException($"{attempt}: no answer came in time");
            var reader = new NetlinkReader(_received.AsSpan(0, length));
            while (reader.TryRead(out NetlinkMessage message))
            {
                // A late answer to an earlier request.
                if (message.Sequence != _sequence)
                    continue;
                consistent &= (message.Flags & Rtnl.NLM_F_DUMP_INTR) == 0;
                if (message.Type is Rtnl.NLMSG_ERROR or Rtnl.NLMSG_DONE)
                {
                    ThrowIfRefused(message, attempt);
                    return consistent;
                }
                onMessage?.Invoke(message);
            }
        }
    }

    private static void ThrowIfRefused(NetlinkMessage message, string attempt)
    {
        if (message.ErrorNumber != 0)
            throw new RtNetlinkException(attempt, message.ErrorNumber, message.ErrorText());
    }
}
