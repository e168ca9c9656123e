import { randomUUID } from 'node:crypto';
import { AbortMultipartUploadCommand, DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { PutObjectCommand, paginateListObjectsV2, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { INCOMING } from './incoming.js';

/** See FileStore.sweepIncoming: objects under `incoming/` and multipart uploads to it, older than `idleMs` by the server's clock. */
export async function sweepBucket(client: S3Client, bucket: string, idleMs: number): Promise<number> {
  const oldest = (await timeAt(client, bucket)) - idleMs;
  const Prefix = `${INCOMING}/`;
  let swept = 0;
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix })) {
    for (const { Key, LastModified } of page.Contents ?? []) {
      if (!Key || !LastModified || LastModified.getTime() > oldest) continue;
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
      swept += 1;
    }
  }
  let KeyMarker: string | undefined;
  let UploadIdMarker: string | undefined;
  do {
    const page = await client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix, KeyMarker, UploadIdMarker }),
    );
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (!Key || !UploadId || !Initiated || Initiated.getTime() > oldest) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      swept += 1;
    }
    KeyMarker = page.IsTruncated ? page.NextKeyMarker : undefined;
    UploadIdMarker = page.IsTruncated ? page.NextUploadIdMarker : undefined;
  } while (KeyMarker);
  return swept;
}

/** What the server calls now: the time that it gives an object made for asking. */
async function timeAt(client: S3Client, bucket: string): Promise<number> {
  const marker = { Bucket: bucket, Key: `${INCOMING}/now-${randomUUID()}` };
  await client.send(new PutObjectCommand({ ...marker, Body: 'now' }));
  const head = await client.send(new HeadObjectCommand(marker));
  await client.send(new DeleteObjectCommand(marker));
  if (!head.LastModified) throw new Error('The bucket gave no time');
  return head.LastModified.getTime();
}
