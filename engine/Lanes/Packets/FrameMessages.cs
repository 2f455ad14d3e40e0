using Falcon.Engine.Frames;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Lanes.Packets;

/// <summary>
/// Builds messages for a packet socket, one slice per frame, without copying from the UMEM. The first frame of a message is sent whole; the
/// others are sent without their headers, which the first frame's headers stand for. Refilled for each send. One thread.
/// </summary>
/// <param name="channel">The packet channel to send on.</param>
/// <param name="messages">The most messages of a send.</param>
/// <param name="frames">The most frames of a send.</param>
internal sealed class FrameMessages(IPacketChannel channel, int messages, int frames)
{
    private readonly PacketMessage[] _messages = new PacketMessage[messages];
    private readonly UmemSlice[] _slices = new UmemSlice[frames];
    private int _messageCount;
    private int _frameCount;

    /// <summary>Frames of the message at which the last send stopped; 0 when all were sent.</summary>
    public int FramesRefused { get; private set; }

    /// <summary>Whether a message of this many frames can be added.</summary>
    public bool HasRoomFor(int frames) => _messageCount < _messages.Length && _frameCount + frames <= _slices.Length;

    /// <summary>Removes all messages.</summary>
    public void Clear() => _messageCount = _frameCount = 0;

    /// <summary>Appends a message; there must be room for it.</summary>
    /// <param name="run">The message's frames, at least one.</param>
    /// <param name="headers">Header bytes to leave out of every frame but the first.</param>
    /// <param name="ifIndex">The index of the device to send to.</param>
    /// <param name="header">The partial checksum and the segmentation.</param>
    public void Add(ReadOnlySpan<Frame> run, int headers, int ifIndex, in VirtioNetHeader header)
    {
        _messages[_messageCount++] =
            new PacketMessage { IfIndex = ifIndex, Header = header, FirstSlice = _frameCount, SliceCount = run.Length };
        _slices[_frameCount++] = new UmemSlice(run[0].Offset, run[0].Length);
        foreach (ref readonly Frame frame in run[1..])
            _slices[_frameCount++] = new UmemSlice(frame.Offset + (uint)headers, frame.Length - headers);
    }

    /// <summary>Sends the messages in order, up to the first that cannot be sent.</summary>
    /// <param name="error">Why that message cannot be sent; none when all were sent.</param>
    /// <returns>The number of frames sent.</returns>
    public int Send(out PacketSendError error)
    {
        int sent = channel.Send(_messages.AsSpan(0, _messageCount), _slices, out error);
        bool all = sent == _messageCount;
        FramesRefused = all ? 0 : _messages[sent].SliceCount;
        return all ? _frameCount : _messages[sent].FirstSlice;
    }
}
