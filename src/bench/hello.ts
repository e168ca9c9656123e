// The anchor: the least that a page of these parts can cost. One route, one line, neither session nor database nor template.
import 'reflect-metadata';
import { Controller, Get, Header, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

@Controller()
class HelloController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  hello(): string {
    return '<!doctype html><html lang="en"><title>Hello</title><h1>Hello</h1></html>';
  }
}

@Module({ controllers: [HelloController] })
class HelloModule {}

const app = await NestFactory.create<NestFastifyApplication>(HelloModule, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
console.log(JSON.stringify({ ready: true, address: await app.getUrl() }));
