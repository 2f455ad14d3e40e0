using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Falcon.Xsk.Packets;

/// <summary>The sending half of a <see cref="PacketSocket"/>. One thread.</summary>
internal sealed unsafe class PacketSender : IDisposable
{
    private readonly SafeFileHandle _socket;
    private readonly Umem _umem;
    private readonly PacketBatch _batch;

    /// <param name="socket">The socket; the caller closes it.</param>
    /// <param name="umem">The memory of the slices.</param>
    /// <param name="options">Batch sizes.</param>
    public PacketSender(SafeFileHandle socket, Umem umem, PacketSocketOptions options)
    {
        _socket = socket;
        _umem = umem;
        _batch = new PacketBatch(umem, options.BatchSize, options.MaxSlicesPerMessage, addressed: !options.SendsToOne);
    }

    /// <inheritdoc cref="PacketSocket.LastSendErrno"/>
    public int LastErrno { get; private set; }

    /// <inheritdoc cref="PacketSocket.Send"/>
    public int Send(ReadOnlySpan<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices, out PacketSendError error)
    {
        error = PacketSendError.None;
        int total = 0;
        while (total < messages.Length && error == PacketSendError.None)
            total += SendBatch(messages.Slice(total, Math.Min(messages.Length - total, _batch.Capacity)), slices, out error);
        return total;
    }

    /// <summary>Frees the native arrays.</summary>
    public void Dispose() => _batch.Dispose();

    private int SendBatch(ReadOnlySpan<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices, out PacketSendError error)
    {
        bool alone = messages.Length == 1 && FitsBehindHeader(messages[0], slices);
        if (!alone)
            Describe(messages, slices);
        error = PacketSendError.None;
        int sent = 0;
        // sendmmsg reports an error only for the first message of a call. After a partial success, call again to learn it.
        while (sent < messages.Length)
        {
            int accepted = alone
                ? SendAlone(messages[0], slices[messages[0].FirstSlice])
                : LibcExtra.sendmmsg(_socket.Number(), _batch.Messages + sent, (uint)(messages.Length - sent), 0);
            if (accepted > 0)
            {
                sent += accepted;
                continue;
            }
            int errno = Errno.Last;
            if (errno == LibC.EINTR)
                continue;
            LastErrno = errno;
            error = ToError(errno);
            break;
        }
        return sent;
    }

    private void Describe(ReadOnlySpan<PacketMessage> messages, ReadOnlySpan<UmemSlice> slices)
    {
        for (int i = 0; i < messages.Length; i++)
        {
            _batch.SetSlices(i, messages[i], slices);
            _batch.SetTarget(i, messages[i]);
        }
    }

    private bool FitsBehindHeader(in PacketMessage message, ReadOnlySpan<UmemSlice> slices)
    {
        if (message.SliceCount != 1)
            return false;
        uint address = slices[message.FirstSlice].Address;
        return address - _umem.ChunkStart(address) >= VirtioNetHeader.Size;
    }

    // Sends header and frame in one piece, with the header written before the frame. That avoids building and reading a msghdr.
    private int SendAlone(in PacketMessage message, UmemSlice slice)
    {
        Span<byte> bytes = _umem.Slice(slice.Address - VirtioNetHeader.Size, VirtioNetHeader.Size + slice.Length);
        MemoryMarshal.Write(bytes, message.Header);
        void* start = Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)); // native memory, so it stays valid
        _batch.SetTarget(0, message);
        msghdr* to = _batch.HeaderOf(0);
        return LibC.sendto(_socket.Number(), start, bytes.Length, 0, (sockaddr*)to->msg_name, to->msg_namelen) < 0 ? -1 : 1;
    }

    private static PacketSendError ToError(int errno)
    {
        if (errno == LibC.EAGAIN)
            return PacketSendError.WouldBlock;
        if (errno == LibC.ENOBUFS || errno == LibC.ENOMEM)
            return PacketSendError.NoBuffers;
        if (errno == LibC.ENETDOWN)
            return PacketSendError.DeviceDown;
        if (errno == LibC.ENXIO || errno == LibC.ENODEV)
            return PacketSendError.DeviceGone;
        if (errno == LibC.EMSGSIZE)
            return PacketSendError.TooLong;
        return errno == LibC.EINVAL ? PacketSendError.BadFrame : PacketSendError.Other;
    }
}
