using Falcon.Engine.Frames;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Lanes.Packets;

/// <summary>
/// Frames as messages for a packet socket, one slice a frame, where it lies in the UMEM. Of a message's frames the first one is given
/// whole, the others behind their headers, for which the first one's stand. Filled anew for each send. One thread.
/// </summary>
/// <param name="channel">Where they go.</param>
/// <param name="messages">Messages of a send at most.</param>
/// <param name="frames">Frames of a send at most.</param>
internal sealed class FrameMessages(IPacketChannel channel, int messages, int frames)
{
    private readonly PacketMessage[] _messages = new PacketMessage[messages];
    private readonly UmemSlice[] _slices = new UmemSlice[frames];
    private int _messageCount;
    private int _frameCount;

    /// <summary>Frames of the message at which the last send stopped; 0 when all left.</summary>
    public int FramesRefused { get; private set; }

    /// <summary>Whether a message of so many frames can be added.</summary>
    public bool HasRoomFor(int frames) => _messageCount < _messages.Length && _frameCount + frames <= _slices.Length;

    /// <summary>Begins anew.</summary>
    public void Clear() => _messageCount = _frameCount = 0;

    /// <summary>Appends a message; there is room for it.</summary>
    /// <param name="run">Its frames, at least one.</param>
    /// <param name="headers">Bytes of each frame that are left out of all but the first.</param>
    /// <param name="ifIndex">The device that it goes to.</param>
    /// <param name="header">Partial checksum and segmentation.</param>
    public void Add(ReadOnlySpan<Frame> run, int headers, int ifIndex, in VirtioNetHeader header)
    {
        _messages[_messageCount++] =
            new PacketMessage { IfIndex = ifIndex, Header = header, FirstSlice = _frameCount, SliceCount = run.Length };
        _slices[_frameCount++] = new UmemSlice(run[0].Offset, run[0].Length);
        foreach (ref readonly Frame frame in run[1..])
            _slices[_frameCount++] = new UmemSlice(frame.Offset + (uint)headers, frame.Length - headers);
    }

    /// <summary>Sends them in order, up to the first that cannot be sent.</summary>
    /// <param name="error">Why that one cannot; none when all left.</param>
    /// <returns>How many frames left.</returns>
    public int Send(out PacketSendError error)
    {
        int sent = channel.Send(_messages.AsSpan(0, _messageCount), _slices, out error);
        bool all = sent == _messageCount;
        FramesRefused = all ? 0 : _messages[sent].SliceCount;
        return all ? _frameCount : _messages[sent].FirstSlice;
    }
}
