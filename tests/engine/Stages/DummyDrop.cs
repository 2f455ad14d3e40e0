namespace Falcon.Engine.Tests.Stages;

/// <summary>Why <see cref="DummyStage"/> drops a frame.</summary>
internal enum DummyDrop : byte
{
    /// <summary>Not seen: reasons are told apart.</summary>
    Unused,

    /// <summary>It was its turn.</summary>
    SixteenthTrain,
}
